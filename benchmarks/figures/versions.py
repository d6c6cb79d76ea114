"""The table of two versions of ib, compared in one run."""
from figures.markdown import table, words


def versions(content):
    head = ("what", "figure", "this", "the other", "this ÷ the other")
    rows = [
        (words(part), words(figure), *(f"{of[name]['median']:.4g}" for name in ("this", "other")), f"{of['ratio']:.3f}")
        for part, figures in content["results"].items() for figure, of in figures.items()
    ]
    turns = {of["this"]["runs"] for figures in content["results"].values() for of in figures.values()}
    text = (
        f"This is `{content['commit']}`, the other `{content['than']}`: medians of {max(turns)} turns, and the median "
        "over the turns of one run's figure divided by the other's."
    )
    return [*table("Beside an earlier version", head, rows), text, ""]
