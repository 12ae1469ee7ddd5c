"""projects.csv: what is built, when, how and why; and what is not. Key: project, mode, start_year.

A project that starts in several years or under several modes has a row for each; one that is left out has one
row without mode and start year, with share 0.
"""

import numpy as np

from finance.horizon import Floats
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.account import Account
from scenarios.tables.rates import equity_rates, lowest_cover, project_rates
from scenarios.tables.reasons import reasons
from scenarios.wording import Wording

COLUMNS = {
    "project": ColumnKind.TEXT,
    "name": ColumnKind.TEXT,
    "cluster": ColumnKind.TEXT,
    "kind": ColumnKind.TEXT,
    "class": ColumnKind.TEXT,
    "mode": ColumnKind.TEXT,
    "start_year": ColumnKind.YEAR_OR_NONE,
    "share": ColumnKind.AMOUNT,
    "capex_nominal": ColumnKind.AMOUNT,
    "funded": ColumnKind.AMOUNT,
    "economic_npv": ColumnKind.AMOUNT,
    "financial_npv": ColumnKind.AMOUNT,
    "irr": ColumnKind.AMOUNT,
    "equity_irr": ColumnKind.AMOUNT,
    "min_dscr": ColumnKind.AMOUNT,
    "min_dscr_year": ColumnKind.YEAR_OR_NONE,
    "reason": ColumnKind.TEXT,
}


def projects(account: Account, words: Wording) -> Table:
    """Rows of all projects of the scenario. `capex_nominal` is the capital cost of the share that starts;
    `funded` the money drawn for it; both net present values include the leases on its land. `irr` is that of all
    starts of the project under the mode; `equity_irr` and cover are those of the vehicle that keeps its books. A rate
    is missing where there is none, or several.
    """
    columns, problem = account.columns, account.plan.problem
    funded = _funded(account)
    economic, financial = (_with_leases(account, name) for name in ("economic_npv", "financial_npv"))
    capital = account.columns.flows.capital.sum(axis=1) * account.share
    cover, rates, equity = lowest_cover(account), project_rates(account), equity_rates(account)
    why = reasons(account, words)
    rows: list[Row] = []
    begun = set()
    for i in account.started:
        option = int(columns.start_option[i])
        number = int(columns.option_project[option])
        begun.add(number)
        vehicle = int(columns.option_vehicle[option])
        ratio, year = cover.get(vehicle, (None, None))
        amounts = (float(account.share[i]), *(float(v[i]) for v in (capital, funded, economic, financial)))
        rows.append(
            (
                *_noun(account, number),
                columns.options[option].mode.value,
                problem.horizon.calendar(int(columns.start_year[i])),
                *amounts,
                rates[option],
                equity.get(vehicle),
                ratio,
                None if year is None else problem.horizon.calendar(year),
                why[number],
            )
        )  # fmt: skip
    for number in range(len(problem.projects)):
        if number not in begun:
            none = (None,) * 4
            rows.append((*_noun(account, number), None, None, 0.0, 0.0, 0.0, 0.0, 0.0, *none, why[number]))
    rows.sort(key=lambda row: (str(row[0]), str(row[5] or ""), row[6] or 0))
    return table(COLUMNS, rows, key=1)


def _noun(account: Account, number: int) -> Row:
    project = account.plan.problem.projects[number]
    return project.id, project.name, project.cluster, project.kind, project.project_class.value


def _funded(account: Account) -> Floats:
    """Money drawn by start `(S,)`: a year's draws go to the starts of the option that spend in that year, in
    proportion to their spending; draws of a year without works (operating deficits) by share.
    """
    columns = account.columns
    spent = account.columns.flows.capital * account.share[:, None]
    total = account.capital[columns.start_option]
    shares = np.zeros(len(columns.options))
    np.add.at(shares, columns.start_option, account.share)
    begun = shares[columns.start_option][:, None]
    part = np.divide(spent, total, out=np.zeros_like(spent), where=total > 0.0)
    by_share = np.divide(account.share[:, None], begun, out=np.zeros_like(begun), where=begun > 0.0)
    part = np.where(total > 0.0, part, by_share)
    return np.asarray((part * account.draws()[columns.start_option]).sum(axis=1), dtype=np.float64)


def _with_leases(account: Account, name: str) -> Floats:
    """A metric by start `(S,)`. A year's leases belong to the starts of their option that are finished by
    then, in proportion to the share started.
    """
    columns = account.columns
    of_starts, of_leases = account.worth(name)
    finished = account.share[:, None] * (columns.flows.completion[:, None] <= np.arange(columns.years))
    total = np.zeros((len(columns.options), columns.years))
    np.add.at(total, columns.start_option, finished)
    total = total[columns.start_option]
    part = np.divide(finished, total, out=np.zeros_like(finished), where=total > 0.0)
    return np.asarray(of_starts + (part * of_leases[columns.start_option]).sum(axis=1), dtype=np.float64)
