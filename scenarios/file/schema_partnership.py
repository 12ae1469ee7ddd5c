"""The field table, public side: the purse, contracts with private partners, and the comparator beside them."""

from finance.partnership.revenue_sharing import Reference as MeasuredFrom
from finance.partnership.termination import Cause
from scenarios.faults import say
from scenarios.file.kinds import (
    REQUIRED,
    ByYear,
    Choice,
    Field,
    Flag,
    ListOf,
    Name,
    Number,
    Record,
    Reference,
    Shapes,
)
from scenarios.partnership.terms import Line, Province

_AMOUNT = Number(low=0.0)
_SHARE = Number(0.0, 1.0)
_YEARLY = Shapes(scalar=_AMOUNT, mapping=ByYear(_AMOUNT))
_FACTOR = Number(0.0, 100.0)

PUBLIC_FINANCE = Record(
    (
        Field(
            "own_revenue",
            _YEARLY,
            say("revenue that the province keeps by law: the first year's amount, or by year"),
            "money a year",
            REQUIRED,
        ),
        Field(
            "revenue_growth",
            Number(-0.5, 1.0),
            say("own revenue of a year not named: that of the year before, grown by this share"),
            "share a year",
            0,
        ),
        Field(
            "province",
            Choice(tuple(Province)),
            say("how the province balances its budget; with a policy pack this gives the debt ceiling"),
        ),
        Field(
            "debt_ceiling",
            Number(0.0, 10.0),
            say(
                "public debt at most this share of own revenue; not stated: as the law says for the province"
            ),
            "share",
        ),
        Field(
            "debt_ceiling_binds",
            Flag(),
            say("whether the plan must keep the debt ceiling; where limits state public_debt, that holds"),
            default=False,
        ),
        Field(
            "recurrent_ceiling",
            _SHARE,
            say("share of own revenue that recurrent commitments may take; not stated: no ceiling"),
            "share",
        ),
        Field(
            "existing_debt",
            _YEARLY,
            say("public debt from before the plan at year end; years not named: 0"),
            "money",
            0,
        ),
        Field(
            "existing_debt_service",
            _YEARLY,
            say("service of public debt from before the plan; years not named: 0"),
            "money a year",
            0,
        ),
    )
)

GUARANTEE = Record(
    (
        Field(
            "floor",
            _SHARE,
            say("the public side makes up what falls short of this share of planned revenue"),
            "share",
            REQUIRED,
        ),
        Field("cover", _SHARE, say("share of the shortfall that it pays"), "share", 1),
        Field("yearly_cap", _AMOUNT, say("at most this a year, nominal; not stated: no cap"), "money a year"),
    )
)

SHARING = Record(
    (
        Field(
            "upper",
            Number(1.0, 3.0),
            say("revenue above this share of the plan is shared with the public side"),
            "share",
            REQUIRED,
        ),
        Field(
            "lower",
            _SHARE,
            say("revenue below this share of the plan is shared by the public side"),
            "share",
            REQUIRED,
        ),
        Field(
            "public_share",
            _SHARE,
            say(
                "share of the difference that goes to, or comes from, the public side; not stated: the law's"
            ),
            "share",
        ),
        Field(
            "reference",
            Choice(tuple(MeasuredFrom)),
            say("from where the difference is measured: the plan or the trigger; not stated: the law's"),
        ),
    )
)

CAUSE = Record(
    (
        Field("debt", _SHARE, say("share of debt outstanding that is paid"), "share", REQUIRED),
        Field("equity", _SHARE, say("share of equity not yet returned that is paid"), "share", REQUIRED),
        Field("breakage", _SHARE, say("share of breakage costs that is paid"), "share", 0),
    )
)

TERMINATION = Record(
    (
        *(
            Field(cause.value, CAUSE, meaning, default=REQUIRED)
            for cause, meaning in (
                (Cause.INVESTOR_DEFAULT, say("what is paid where the private partner fails")),
                (Cause.PUBLIC_DEFAULT, say("what is paid where the public side fails")),
                (Cause.FORCE_MAJEURE, say("what is paid where neither can help it")),
            )
        ),
        Field(
            "breakage_costs",
            _AMOUNT,
            say("what ending the contract costs: hedges, subcontracts, staff; nominal"),
            "money",
            0,
        ),
        Field(
            "equity_return",
            _SHARE,
            say("yearly return at which equity counts as not yet returned"),
            "share a year",
            0,
        ),
    )
)

CONTRACT = Record(
    (
        Field("guarantee", GUARANTEE, say("minimum revenue that the public side guarantees")),
        Field("sharing", SHARING, say("sharing of revenue above and below the plan")),
        Field("termination", TERMINATION, say("what the public side pays where the contract ends early")),
        Field(
            "monitoring",
            _AMOUNT,
            say("cost of watching over the contract, from the start of works on; base-year prices"),
            "money a year",
            0,
        ),
        Field(
            "revenue_deviation",
            Number(0.0, 10.0, open_low=True),
            say(
                "standard deviation of revenue as a share of the plan, where no risk factor acts on its demand"
            ),
            "share",
        ),
    )
)

RISK_BORNE = Record(
    (
        Field("name", Name(), say("what may go wrong"), default=REQUIRED),
        Field(
            "bears_on",
            Choice(tuple(Line)),
            say("the line of public delivery that it makes worse: capital cost, operating cost or revenue"),
            default=REQUIRED,
        ),
        Field("low", _AMOUNT, say("least overrun, as a share of the line"), "share", REQUIRED),
        Field("likely", _AMOUNT, say("most likely overrun, as a share of the line"), "share", REQUIRED),
        Field("high", _AMOUNT, say("largest overrun, as a share of the line"), "share", REQUIRED),
        Field("probability", _SHARE, say("how likely it is to happen at all"), "share", 1),
        Field("transferred", _SHARE, say("share of it that the private partner bears"), "share", 0),
        Field("projects", ListOf(Reference("project"), 1, unique=True), say("these projects only")),
        Field("kinds", ListOf(Reference("kind"), 1, unique=True), say("projects of these kinds only")),
    )
)

VALUE_FOR_MONEY = Record(
    (
        Field(
            "discount_rate",
            Number(0.0, 1.0),
            say("nominal rate of the public side; not stated: that of the assumptions"),
            "share a year",
        ),
        Field(
            "confidence",
            Number(0.5, 1.0, open_high=True),
            say("how sure a cost must be that is told beside the expected one"),
            "share",
            0.95,
        ),
        Field(
            "income_tax",
            Flag(),
            say("income tax of the vehicle counts for the comparator, which pays none"),
            default=True,
        ),
        Field(
            "insurance",
            _SHARE,
            say(
                "what insuring the work costs a private partner a year of operation, as a share of capital cost"
            ),
            "share a year",
            0,
        ),
        Field(
            "public_capex_factor",
            _FACTOR,
            say("capital cost in public hands, times; not stated: as the project's public mode says, else 1"),
            "factor",
        ),
        Field(
            "public_opex_factor",
            _FACTOR,
            say(
                "operating cost in public hands, times; not stated: as the project's public mode says, else 1"
            ),
            "factor",
        ),
        Field("risks", ListOf(RISK_BORNE, known_by="name"), say("risks of building and running it oneself")),
    )
)
