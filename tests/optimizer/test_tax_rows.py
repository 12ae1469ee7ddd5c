"""The rows of income tax under the finer rules of books, letter by letter, worked out by hand."""

from finance.delivery import ConstructionInterest, Depreciation, Mode
from finance.project import Overhaul
from finance.source import DebtTerms, Repayment
from optimizer.build import build
from optimizer.lp_text import family_text
from optimizer.plan import Family
from tests.optimizer.nouns import loan, problem, project, rules, source

# two years of works: 50 + 55 begun in 2027, 55 + 60.5 begun in 2028, operating from 2029 and 2030 on
# written off in four years at twice the straight line: 0.5, 0.25, 0.125, 0.125; taxed at 20 % from 2029 on
# repairs of 10 after two years of operation: 14.641 in 2031, 16.1051 in 2032
# of a unit of grant 0.95 reaches the works; one of 2028 may pay for either start, so the larger share counts each year
# the bank: 10 %, half of the principal a year; interest counts once every start that it may pay for operates
POSED = problem(
    6, 3,
    (source("g", fee=0.05), loan("bank", DebtTerms(0.1, 2, repayment=Repayment.EQUAL_PRINCIPAL))),
    (project("a", 100.0, Mode.PPP, profile=(0.5, 0.5), overhaul=Overhaul(2, 10.0)),),
    delivery=rules(
        Mode.PPP, 6, (0.0, 0.0, 0.2, 0.2, 0.2, 0.2), depreciation_years=4, depreciation_factor=2.0,
        depreciation=Depreciation.DECLINING_BALANCE, grants_reduce_depreciation=True,
        interest_during_construction=ConstructionInterest.CAPITALISED,
    ),
)  # fmt: skip

ROWS = """\
tax(a,ppp,2029): 10.5 start(a,ppp,2027) - 0.095 fund(a,ppp,g,2027) - 0.095 fund(a,ppp,g,2028)
 + 0.01 fund(a,ppp,bank,2027) + tax(a,ppp,2029) - 0.2 ebitda(a,ppp,2029) >= 0
tax(a,ppp,2030): 5.25 start(a,ppp,2027) + 11.55 start(a,ppp,2028) - 0.0475 fund(a,ppp,g,2027)
 - 0.095 fund(a,ppp,g,2028) - 0.095 fund(a,ppp,g,2029) + 0.01 fund(a,ppp,bank,2028) + 0.02 fund(a,ppp,bank,2029)
 + tax(a,ppp,2030) - 0.2 ebitda(a,ppp,2030) >= 0
tax(a,ppp,2031): 5.5532 start(a,ppp,2027) + 5.775 start(a,ppp,2028) - 0.02375 fund(a,ppp,g,2027)
 - 0.0475 fund(a,ppp,g,2028) - 0.0475 fund(a,ppp,g,2029) + 0.01 fund(a,ppp,bank,2029) + tax(a,ppp,2031)
 - 0.2 ebitda(a,ppp,2031) >= 0
tax(a,ppp,2032): 2.625 start(a,ppp,2027) + 6.10852 start(a,ppp,2028) - 0.02375 fund(a,ppp,g,2027)
 - 0.02375 fund(a,ppp,g,2028) - 0.02375 fund(a,ppp,g,2029) + tax(a,ppp,2032) - 0.2 ebitda(a,ppp,2032) >= 0
"""


def test_tax_never_counts_on_what_the_books_may_not_deduct() -> None:
    assert family_text(build(POSED), Family.TAX) == ROWS.replace("\n ", " ")
