"""The languages: what a new one lacks is said completely, and labels count as language."""

from literate import LANGUAGES, check, glossary, language_rows
from literate.page import load, page_names
from literate.program import localise, neutral

from rnn_addition.app.languages import labels


def test_a_new_language_gets_a_complete_list_of_what_it_lacks(copy):
    before = {gate: set(gate(copy)) for gate in check.GATES}
    table = copy / "docs" / "languages.toml"
    table.write_text(table.read_text("utf-8") + '\n[xx]\nname = "Made up"\n', encoding="utf-8")
    columns = set(language_rows(copy)["en"]) - {"name"}
    terms = glossary.terms(copy)
    expected = {f"docs/languages.toml: [xx] has no {column}" for column in columns}
    expected |= {f"docs/xx/{name}.md is missing" for name in page_names(copy, "en")}
    expected |= {"rnn_addition/texts/xx.toml is missing", "README.xx.md is missing"}
    if (copy / "rnn_addition" / "app" / "messages").exists():
        expected.add("rnn_addition/app/messages/xx.toml is missing")
    expected |= {f"docs/glossary.toml: [{name}] has no xx" for name in terms}
    expected |= {f"docs/glossary.toml: [{name}.text] has no xx" for name in terms}
    assert set(check.languages(copy)) == expected
    for gate in check.GATES:
        added = [line for line in gate(copy) if line not in before[gate] and "xx" in line]
        assert gate is check.languages or not added


def test_labels_differ_by_language_as_its_code_does():
    written = {
        lang: 'report(step, ("{}", "{}", "{}"))'.format(*labels(lang)) + f', "{lang}"'
        for lang in LANGUAGES
    }
    assert len(set(written.values())) == len(LANGUAGES)
    assert len({neutral(code, lang) for lang, code in written.items()}) == 1
    own = labels("ko")[0]
    assert localise("Error:[1]\nan Error: stays\n", "ko") == f"{own}:[1]\nan Error: stays\n"


def test_every_page_is_there_in_every_language():
    names = {lang: page_names(check.ROOT, lang) for lang in language_rows()}
    assert all(found == names["en"] != [] for found in names.values())
    assert load("index", "ko").lang == "ko"
