"""What a comparison says, in English and in French: every sentence occurs here at least once."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from costmodel.comparison import compare
from costmodel.evaluation_facts import Weights
from costmodel.exchange import RateTable, load_bundled
from costmodel.folders import data_folder
from costmodel.price_book import PriceBook, load_price_book
from costmodel.record import validate
from costmodel.spec import make_spec
from costmodel.statements import remarks, statements
from costmodel.text import Text

D = Decimal
WAIVED = [
    "pacs.server_software", "pacs.high_availability", "pacs.storage_growth", "pacs.integration", "pacs.encryption",
    "pacs.authentication", "integration.dicom_connectivity", "migration.legacy_archive",
]  # fmt: skip
"""What a modular RIS leaves out, but for `pacs.dicom`."""
ON_SITE = {"weight": 30, "scores": {"on_premise": 90, "open_source": 60}}
DEAR_STAFF = {"own_it_staff": D(5_000_000), "link": D(0)}
SCENES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "all bundles": ((), {}),
    "two much alike": (("on_premise", "hybrid"), {}),
    "on site or in the cloud over ten years": (("on_premise", "cloud_native"), {"years": 10}),
    "one item missing": (("on_premise", "modular_ris"), {"answers": {"not_mandatory": WAIVED}, "years": 1}),
    "a PACS alone": (("on_premise", "modular_ris"), {"answers": {"modules": ["pacs"]}}),
    "levers": (("on_premise", "workstation_only"), {"answers": {"levers": ["storage_tiers", "bulk_purchase"]}}),
    "weighted": (
        ("on_premise", "open_source"),
        {"weights": {"criteria": {"cost": {"weight": 60}, "on_site": {**ON_SITE, "weight": 60}}}},
    ),
    "threshold": (
        ("on_premise", "open_source"),
        {"weights": {"award": "threshold", "criteria": {"cost": {"weight": 70}, "on_site": ON_SITE}}},
    ),
    "threshold too high": (
        ("on_premise", "open_source"),
        {"weights": {"award": "threshold", "threshold": D("0.95"), "criteria": {"on_site": ON_SITE}}},
    ),
    "gaps and a threshold": (
        ("modular_ris", "workstation_only"),
        {"weights": {"award": "threshold", "criteria": {"cost": {"weight": 1}}}},
    ),
    "nothing meets the need": (("modular_ris", "workstation_only"), {}),
    "staff dear": (("cloud_native", "open_source"), {"prices": DEAR_STAFF}),
    "staff dear, open source preferred": (
        ("cloud_native", "open_source"),
        {
            "prices": DEAR_STAFF,
            "weights": {"criteria": {"own": {"weight": 100, "scores": {"cloud_native": 0, "open_source": 100}}}},
        },
    ),
    "a price that nobody needs": (
        ("on_premise", "open_source"),
        {"prices": {"link": D(5), "guarantees": D(1000)}, "discount_rate": D("-0.01")},
    ),
    "without rates": (("on_premise", "hybrid"), {"rates": None}),
}


@cache
def facts() -> tuple[PriceBook, RateTable]:
    return load_price_book(), load_bundled(data_folder())


@cache
def said(scene: str) -> tuple[Text, ...]:
    """All statements and remarks of a comparison."""
    book, rates = facts()
    bundles, how = SCENES[scene]
    how = dict(how)
    known = how.pop("rates", rates)
    weights = how.pop("weights", None)
    found = compare(
        make_spec(book, how.pop("answers", {}), preset="medium"),
        book,
        on=date(2026, 11, 24),
        bundles=bundles,
        rates=known,
        weights=validate(weights, Weights, where="weights.yaml") if weights else None,
        **how,
    )
    return (*statements(found, book, rates=known), *remarks(found, book))


def plain(words: str) -> str:
    """A text with ordinary spaces; the no-break ones are tested with all texts."""
    return re.sub("[\u00a0\u202f]", " ", words)


SENTENCES = [
    # ---- scope
    (
        "two much alike",
        "All bundles compared cover every required item of the scope of work.",
        "Les formules comparées couvrent toutes les prestations exigées.",
    ),
    (
        "all bundles",
        "Not like for like: some bundles leave out required items, so their costs do not pay for the same scope.",
        "Comparaison à étendue inégale : certaines formules omettent des prestations exigées, si bien que leurs coûts "
        "ne couvrent pas la même étendue.",
    ),
    (
        "all bundles",
        "“Modular RIS with workstation upgrade” leaves out 9 required items; closing the gaps would cost about "
        "2,740,000 MRU over 5 years.",
        "La formule « RIS modulaire et mise à niveau des consoles » omet 9 prestations exigées ; combler ces écarts "
        "coûterait environ 2 740 000 MRU sur 5 ans.",
    ),
    (
        "one item missing",
        "“Modular RIS with workstation upgrade” leaves out 1 required item; closing the gap would cost about "
        "1,770,000 MRU over 1 year.",
        "La formule « RIS modulaire et mise à niveau des consoles » omet 1 prestation exigée ; combler cet écart "
        "coûterait environ 1 770 000 MRU sur 1 an.",
    ),
    (
        "a PACS alone",
        "“Modular RIS with workstation upgrade” brings none of the modules asked for and has no price here.",
        "La formule « RIS modulaire et mise à niveau des consoles » n’apporte aucun des modules demandés et n’a pas de "
        "prix ici.",
    ),
    (
        "levers",
        "“Workstation upgrade only” is counted without the savings that do not fit it (“Storage tiers”).",
        "La formule « Mise à niveau des consoles seules » est calculée sans les leviers d’économie qui ne lui "
        "conviennent pas (« Stockage hiérarchisé »).",
    ),
    # ---- the first one, and why
    (
        "all bundles",
        "“Open-source RIS/PACS with professional support” has the lowest evaluated cost among those that meet every "
        "mandatory item: an NPV of about 2,930,000 MRU over 5 years at 10%.",
        "La formule « RIS/PACS libre (open source) avec support professionnel » a le coût évalué le plus bas parmi "
        "celles qui couvrent toutes les prestations obligatoires : une VAN d’environ 2 930 000 MRU sur 5 ans au taux "
        "de 10 %.",
    ),
    (
        "weighted",
        "The weights add up to 120; they are brought to 100% in proportion.",
        "Les pondérations totalisent 120 ; elles sont ramenées à 100 % en proportion.",
    ),
    (
        "weighted",
        "“Open-source RIS/PACS with professional support” has the most points, 80 of 100, by these weights (Evaluated "
        "cost: 50%, on_site: 50%).",
        "La formule « RIS/PACS libre (open source) avec support professionnel » obtient le plus de points, 80 sur 100, "
        "selon ces pondérations (Coût évalué : 50 %, on_site : 50 %).",
    ),
    (
        "threshold",
        "“On-premise upgrade, perpetual licences” has the lowest evaluated cost among those with at least 70% of the "
        "technical points: an NPV of about 4,830,000 MRU over 5 years at 10%.",
        "La formule « Mise à niveau sur site, licences perpétuelles » a le coût évalué le plus bas parmi celles qui "
        "réunissent au moins 70 % des points techniques : une VAN d’environ 4 830 000 MRU sur 5 ans au taux de 10 %.",
    ),
    (
        "threshold too high",
        "No bundle that meets every mandatory item reaches the technical threshold of 95%, so none is ranked. Lower "
        "the threshold or compare more bundles.",
        "Aucune formule couvrant toutes les prestations obligatoires n’atteint le seuil technique de 95 % : aucune "
        "n’est classée. Abaissez le seuil ou comparez d’autres formules.",
    ),
    (
        "nothing meets the need",
        "No bundle compared meets every mandatory item, so none is ranked. Compare more bundles, or waive items "
        "(not_mandatory).",
        "Aucune formule comparée ne couvre toutes les prestations obligatoires : aucune n’est classée. Comparez "
        "d’autres formules ou renoncez à certaines prestations (not_mandatory).",
    ),
    # ---- how sure
    (
        "all bundles",
        "The TCO of “Open-source RIS/PACS with professional support” is below that of “On-premise upgrade, perpetual "
        "licences” with a probability of 90%.",
        "Le TCO de la formule « RIS/PACS libre (open source) avec support professionnel » est inférieur à celui de la "
        "formule « Mise à niveau sur site, licences perpétuelles » avec une probabilité de 90 %.",
    ),
    (
        "two much alike",
        "“On-premise upgrade, perpetual licences” and “Hybrid PACS (on-premise core, cloud archive)” are not "
        "distinguishable by their TCO: the first is cheaper with a probability of 51%.",
        "Les formules « Mise à niveau sur site, licences perpétuelles » et « PACS hybride (cœur sur site, archivage en "
        "nuage) » ne se distinguent pas par leur TCO : la première coûte moins avec une probabilité de 51 %.",
    ),
    (
        "staff dear",
        "The TCO of “Cloud-native PACS/RIS suite” is below that of “Open-source RIS/PACS with professional support” "
        "with a probability of more than 99%.",
        "Le TCO de la formule « Suite PACS/RIS entièrement en nuage (cloud) » est inférieur à celui de la formule "
        "« RIS/PACS libre (open source) avec support professionnel » avec une probabilité de plus de 99 %.",
    ),
    (
        "staff dear, open source preferred",
        "The TCO of “Open-source RIS/PACS with professional support” is below that of “Cloud-native PACS/RIS suite” "
        "with a probability of less than 1%.",
        "Le TCO de la formule « RIS/PACS libre (open source) avec support professionnel » est inférieur à celui de la "
        "formule « Suite PACS/RIS entièrement en nuage (cloud) » avec une probabilité de moins de 1 %.",
    ),
    (
        "all bundles",
        "For this the totals of two bundles are taken to be correlated by 0.7, since they share one hospital and one "
        "market.",
        "Cela suppose une corrélation de 0,7 entre les totaux de deux formules, qui partagent un même établissement et "
        "un même marché.",
    ),
    # ---- when it turns
    (
        "on site or in the cloud over ten years",
        "Before discounting, “Cloud-native PACS/RIS suite” is cheaper up to 7 years of service; from 8 years on, "
        "“On-premise upgrade, perpetual licences” is.",
        "Avant actualisation, la formule « Suite PACS/RIS entièrement en nuage (cloud) » est moins chère jusqu’à 7 ans "
        "de service ; à partir de 8 ans, c’est la formule « Mise à niveau sur site, licences perpétuelles ».",
    ),
    (
        "all bundles",
        "“Open-source RIS/PACS with professional support” stays cheaper than “Cloud-native PACS/RIS suite” over 5 "
        "years while “Own IT staff” costs less than about 341,000 MRU per full-time equivalent and year.",
        "La formule « RIS/PACS libre (open source) avec support professionnel » reste moins chère que la formule "
        "« Suite PACS/RIS entièrement en nuage (cloud) » sur 5 ans tant que le poste « Personnel informatique "
        "interne » coûte moins de 341 000 MRU environ par équivalent temps plein et par an.",
    ),
    (
        "two much alike",
        "“On-premise upgrade, perpetual licences” stays cheaper than “Hybrid PACS (on-premise core, cloud archive)” "
        "over 5 years while the import duty is below about 12.3%.",
        "La formule « Mise à niveau sur site, licences perpétuelles » reste moins chère que la formule « PACS hybride "
        "(cœur sur site, archivage en nuage) » sur 5 ans tant que les droits de douane restent inférieurs à 12,3 % "
        "environ.",
    ),
    (
        "all bundles",
        "“Open-source RIS/PACS with professional support” stays first at every discount rate tried, 0% to 20%.",
        "La formule « RIS/PACS libre (open source) avec support professionnel » reste première à tous les taux "
        "d’actualisation essayés, de 0 % à 20 %.",
    ),
    (
        "staff dear",
        "“Cloud-native PACS/RIS suite” stays first over every horizon tried, 1 year to 15 years.",
        "La formule « Suite PACS/RIS entièrement en nuage (cloud) » reste première sur toutes les durées essayées, de "
        "1 an à 15 ans.",
    ),
    (
        "all bundles",
        "“Open-source RIS/PACS with professional support” stays first when foreign currencies move by −20% to +20%.",
        "La formule « RIS/PACS libre (open source) avec support professionnel » reste première lorsque les devises "
        "étrangères varient de −20 % à +20 %.",
    ),
    (
        "on site or in the cloud over ten years",
        "First by discount rate: “On-premise upgrade, perpetual licences” (0% to 5%); “Cloud-native PACS/RIS suite” "
        "(10% to 20%).",
        "Première selon le taux d’actualisation : « Mise à niveau sur site, licences perpétuelles » (de 0 % à 5 %) ; "
        "« Suite PACS/RIS entièrement en nuage (cloud) » (de 10 % à 20 %).",
    ),
    (
        "on site or in the cloud over ten years",
        "First by horizon: “Cloud-native PACS/RIS suite” (1 year to 10 years); “On-premise upgrade, perpetual "
        "licences” (15 years).",
        "Première selon la durée : « Suite PACS/RIS entièrement en nuage (cloud) » (de 1 an à 10 ans) ; « Mise à "
        "niveau sur site, licences perpétuelles » (15 ans).",
    ),
    (
        "on site or in the cloud over ten years",
        "First by the move of foreign currencies: “Cloud-native PACS/RIS suite” (−20% to −10%); “On-premise upgrade, "
        "perpetual licences” (+10% to +20%).",
        "Première selon la variation des devises étrangères : « Suite PACS/RIS entièrement en nuage (cloud) » "
        "(de −20 % à −10 %) ; « Mise à niveau sur site, licences perpétuelles » (de +10 % à +20 %).",
    ),
    (
        "all bundles",
        "“Open-source RIS/PACS with professional support” has the most points with 100% of all weights that the "
        "criteria could have.",
        "La formule « RIS/PACS libre (open source) avec support professionnel » obtient le plus de points avec 100 % "
        "de toutes les pondérations possibles des critères.",
    ),
    # ---- a look at published figures
    (
        "all bundles",
        "PACS of a hospital in Taiwan, net present value over eight years: published at 1.33 USD a study; here "
        "“On-premise upgrade, perpetual licences” comes to 0.53 USD a study over 8 years.",
        "PACS d’un hôpital à Taïwan, valeur actuelle nette sur huit ans : 1,33 USD par examen d’après la publication ; "
        "ici, la formule « Mise à niveau sur site, licences perpétuelles » revient à 0,53 USD par examen sur 8 ans.",
    ),
    (
        "all bundles",
        "One CT and one X-ray room in the cloud, over five years, by a cloud vendor: published at 3,180 USD to 28,500 "
        "USD; here “Cloud-native PACS/RIS suite” comes to 118,000 USD over 5 years.",
        "Un scanner et une salle de radiographie en nuage, sur cinq ans, selon un fournisseur de nuage : de 3 180 USD "
        "à 28 500 USD d’après la publication ; ici, la formule « Suite PACS/RIS entièrement en nuage (cloud) » revient "
        "à 118 000 USD sur 5 ans.",
    ),
    (
        "without rates",
        "One CT and one X-ray room on site, over five years, by a cloud vendor: not compared, since no exchange rate "
        "to USD is at hand.",
        "Un scanner et une salle de radiographie sur site, sur cinq ans, selon un fournisseur de nuage : pas de "
        "comparaison, faute d’un taux de change pour USD.",
    ),
    # ---- remarks
    (
        "a price that nobody needs",
        "Internet link: a price was given, but no bundle compared needs any of it.",
        "Liaison Internet : un prix a été donné, mais aucune des formules comparées n’en a besoin.",
    ),
    (
        "a price that nobody needs",
        "The discount rate is negative (-1%): later costs weigh more than those of today.",
        "Le taux d’actualisation est négatif (-1 %) : les coûts futurs pèsent plus que ceux d’aujourd’hui.",
    ),
]


@pytest.mark.parametrize(("scene", "english", "french"), SENTENCES, ids=[words[1][:50] for words in SENTENCES])
def test_it_says(scene: str, english: str, french: str) -> None:
    spoken = {plain(text.en): plain(text.fr) for text in said(scene)}
    assert spoken[english] == french


def test_every_phrase_of_comparisons_is_in_a_sentence_above() -> None:
    book, _ = facts()
    phrases = [phrase for phrase in book.texts if phrase.id.startswith("compare.")]
    assert len(phrases) > 30
    for phrase in phrases:
        for words, column in ((phrase.en, 1), (phrase.fr, 2)):
            pattern = re.sub(r"\\{\w+\\}", ".+", re.escape(plain(words)))
            assert any(re.search(pattern, sentence[column]) for sentence in SENTENCES), phrase.id


# ------------------------------------------------------------------ what is said, and what is not


def english(scene: str) -> list[str]:
    return [plain(text.en) for text in said(scene)]


def test_the_order_is_scope_winner_chances_turns_weights_published() -> None:
    parts = (
        "cover every",
        "lowest evaluated",
        "probability of",
        "correlated",
        "Before discounting",
        "stays cheaper",
        "First by discount rate",
        "First by horizon",
        "First by the move",
        "of all weights",
        "published",
    )
    words = "\n".join(english("on site or in the cloud over ten years"))
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_of_each_unknown_cost_only_the_price_that_turns_first_is_told() -> None:
    """Open source gives way to the cloud at 341,000 a post, to on_premise not before 914,000."""
    prices = [words for words in english("all bundles") if "stays cheaper than" in words]
    assert [words.split("while “")[1].split("”")[0] for words in prices] == [
        "Own IT staff",
        "Power and cooling of the servers",
    ]
    assert all("“Cloud-native PACS/RIS suite”" in words for words in prices)


def test_a_duty_beyond_the_tariff_turns_nothing_and_is_not_told() -> None:
    assert not [words for words in english("all bundles") if "import duty" in words]
    assert [words for words in english("two much alike") if "import duty" in words]


def test_bundles_with_gaps_are_compared_by_scope_alone() -> None:
    """Workstations alone cost less than anything: nobody is told so as if it were an answer."""
    after_scope = [words for words in english("all bundles") if "leaves out" not in words]
    assert not [words for words in after_scope if "Workstation upgrade only" in words or "Modular RIS" in words]


def test_where_only_one_is_ranked_there_is_no_other_to_be_compared_with() -> None:
    words = " ".join(english("a PACS alone"))
    assert "has the lowest evaluated cost" in words
    for nothing in ("stays first", "First by", "probability", "correlated", "of all weights"):
        assert nothing not in words


def test_where_none_is_ranked_nothing_is_said_of_a_winner() -> None:
    assert len(english("nothing meets the need")) == 4
    assert english("gaps and a threshold") == english("nothing meets the need"), "it is the gaps, not the threshold"
    assert not [words for words in english("threshold too high") if "has the" in words]


def test_published_figures_stand_only_beside_a_bundle_that_is_compared() -> None:
    assert not [words for words in english("nothing meets the need") if "published" in words]
    assert [words[:32] for words in english("staff dear") if "published" in words] == [
        "One CT and one X-ray room in the"
    ]


def test_a_price_that_some_bundle_uses_needs_no_remark() -> None:
    assert not [words for words in english("staff dear") if "a price was given" in words]
    assert len([words for words in english("a price that nobody needs") if "a price was given" in words]) == 1


def test_probabilities_of_a_certain_difference_are_not_rounded_to_certainty() -> None:
    for scene in SCENES:
        for words in english(scene):
            assert "probability of 100%" not in words
            assert "probability of 0%" not in words
