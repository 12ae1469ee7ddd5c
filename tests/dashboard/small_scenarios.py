"""Scenarios for the dashboard's tests: one that is planned in a blink, one without a plan, one with faults."""

SMALL = """\
format: 1
title: One road, one school
currency: VND
unit: 1000000000
horizon: {start: 2027, invest_years: 4, years: 20}
sources:
  - {id: budget, name: Budget of the province, sector: public, instrument: grant,
     ceiling: {2027: 30, 2028: 30, 2029: 10}}
  - {id: bank, name: Bank, sector: private, instrument: loan, rate: 0.09, tenor: 8,
     ceiling: 40, eligible: {modes: [private]}}
  - {id: owners, name: Owners, sector: private, instrument: equity, rate: 0.12,
     ceiling: 40, eligible: {modes: [private]}}
clusters:
  - id: A
    name: Cluster A
    demand:
      - {segment: electronics, area: {2027: 0, 2032: 20},
         price: 12,
         benefit_per_ha: 5, jobs_per_ha: 80, needs: {road: 1}}
projects:
  - {id: road, name: Access road, cluster: A, kind: road, capex: 50, profile: [0.5, 0.5],
     provides: {road: 40}, committed: true}
  - {id: land, name: Land, cluster: A, kind: land_preparation, capex: 90, land: {area: 20}, modes: [private],
     committed: true}
  - {id: school, name: School, cluster: A, kind: school, capex: 20, benefit: 4, committed: true}
"""

NO_PLAN = """\
format: 1
title: More committed than there is money
currency: VND
unit: 1000000000
horizon: {start: 2027, invest_years: 3, years: 20}
sources:
  - {id: budget, name: Budget of the province, sector: public, instrument: grant,
     ceiling: {2027: 20, 2028: 20, 2029: 20}}
projects:
  - {id: road, name: Access road, kind: road, capex: 90, profile: [0.5, 0.5], committed: true}
"""

FAULTY = """\
format: 1
title: Faults
horizon: {start: 2027, years: 20}
sources:
  - {id: budget, sector: publik, instrument: grant, cieling: 20}
projects:
  - {id: road, kind: road, capex: -90}
"""
