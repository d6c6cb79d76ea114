"""How figures are written in markdown."""
import re


def table(title, head, rows):
    line = "| " + " | ".join(head) + " |"
    rule = "|" + "---|" * len(head)
    return [f"### {title}", "", line, rule, *("| " + " | ".join(row) + " |" for row in rows), ""]


def words(name):
    """A key as words: scriptReading is script reading."""
    return re.sub("[A-Z]", lambda letter: " " + letter[0].lower(), name)


def seconds(of):
    return f"{of['median']:.4g} ({of['min']:.4g} to {of['max']:.4g})"


def micros(of):
    return f"{of['median']:.0f} ({of['p10']:.0f} to {of['p90']:.0f} for eight in ten)"


def of_all(of):
    return f"{of['found']} of {of['of']}"
