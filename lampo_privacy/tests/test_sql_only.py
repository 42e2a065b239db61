# Part of lampo_privacy. LGPL-3.
import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).parent.parent
FOLDERS = ("engine", "models", "wizards", "controllers", "report", "demo")
RUNNERS = ("execute", "execute_query", "execute_query_dict", "executemany", "mogrify", "execute_values")


def _is_built(node) -> bool:
    """Whether a text is put together at run time: an f-string, %, +, format or join."""
    if isinstance(node, ast.JoinedStr):
        # pieces of the module's own constants make one literal
        return not all(isinstance(part, ast.Constant) or _is_constant(part.value) for part in node.values)
    if isinstance(node, ast.BinOp):
        return not (isinstance(node.op, ast.Add) and not _is_built(node.left) and not _is_built(node.right)
                    and all(isinstance(side, (ast.Constant, ast.BinOp)) for side in (node.left, node.right)))
    return (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("format", "join", "format_map", "replace"))


def _is_constant(node) -> bool:
    return isinstance(node, ast.Name) and node.id.isupper()


def _name(call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def findings(source: str) -> list[str]:
    """The statements of a file that are built of text: the first argument of SQL(…), or of what runs a statement."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first = node.args[0]
        # SQL(", ").join(…) puts SQL together, each piece with its values apart
        is_sql_join = (isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute)
                       and isinstance(first.func.value, ast.Call) and _name(first.func.value) == "SQL")
        if _name(node) in ("SQL", *RUNNERS) and _is_built(first) and not is_sql_join:
            found.append(f"line {node.lineno}: {ast.unparse(first)[:80]}")
    return found


@tagged("post_install", "-at_install")
class TestSqlOnly(BaseCase):
    """Statements are literals or `SQL`, whose values travel apart: nothing that somebody typed becomes a statement."""

    # What is chosen from two literals of the code itself. Each with its reason.
    ALLOWED = {
        ("models/heat_report.py", "f\"'{unit}'\""): "one of our own three words; date_trunc must see a literal",
        ("models/heat_consumption_fold.py", "f\"'{unit}'\""): "as above",
    }

    def test_no_statement_is_built_of_text(self):
        bad = []
        for folder in FOLDERS:
            for path in sorted((ADDON / folder).rglob("*.py")):
                name = path.relative_to(ADDON).as_posix()
                bad += [f"{name} {line}" for line in findings(path.read_text(encoding="utf-8"))
                        if (name, line.partition(": ")[2]) not in self.ALLOWED]
        self.assertEqual(bad, [])

    def test_a_built_statement_is_found(self):
        for statement in (
            'cr.execute(f"SELECT {x}")', 'cr.execute("SELECT " + x)', 'cr.execute("SELECT %s" % x)',
            'cr.execute("SELECT {}".format(x))', 'cr.execute(", ".join(x))', 'SQL(f"SELECT {x}")', 'SQL("a" + b)',
            'env.execute_query(SQL("SELECT %s" % x))',
        ):
            self.assertTrue(findings(statement), statement)

    def test_a_literal_and_sql_are_not(self):
        for statement in (
            'cr.execute("SELECT 1")', 'cr.execute("SELECT %s", [x])', 'SQL("SELECT %s", x)',
            'cr.execute(SQL(", ").join(x))', 'cr.execute("a"\n "b")', "cr.execute(query)", 'SQL(f"SELECT {_COLUMNS}")',
        ):
            self.assertFalse(findings(statement), statement)
