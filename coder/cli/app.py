"""All commands, in the order a project is worked on; `--help` shows them so."""

from __future__ import annotations

from typing import Annotated

import typer

from coder import __version__
from coder.cli import (
    add,
    adjudicate,
    agreement,
    apply,
    assign,
    audit,
    autocode,
    bulk,
    bulk_results,
    campaigns,
    clusters,
    codebook,
    config,
    count,
    exchange,
    explain,
    find,
    forget,
    init,
    log,
    matrix,
    memo,
    merge,
    model,
    plot,
    quotes,
    report,
    review,
    status,
    summary,
    tag,
)

app = typer.Typer(
    help="Code free-text answers: read a part, let the machine learn, count honestly.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"coder {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Code free-text answers: read a part, let the machine learn, count honestly.

    --debug anywhere shows the traceback of an error and writes a log file.
    """


app.command("init")(init.init)
app.command("add")(add.add)
app.add_typer(codebook.app, name="codebook")
app.command("tag")(tag.tag)
app.command("explain")(explain.explain)
app.command("autocode")(autocode.autocode)
app.add_typer(model.app, name="model")
app.add_typer(bulk.app, name="bulk")
bulk.app.command("summary")(bulk_results.summary)
bulk.app.command("audit")(bulk_results.audit)
bulk.app.command("count")(bulk_results.count)
app.command("clusters")(clusters.clusters)
app.command("campaigns")(campaigns.campaigns)
app.command("find")(find.find)
app.command("assign")(assign.assign)
app.command("review")(review.review)
app.add_typer(memo.app, name="memo")
app.command("advice")(review.advice)
app.command("grid")(apply.grid)
app.command("apply")(apply.apply)
app.command("quotes")(quotes.quotes)
app.command("matrix")(matrix.matrix)
app.command("count")(count.count)
app.command("agreement")(agreement.agreement)
app.command("adjudicate")(adjudicate.adjudicate)
app.command("saturation")(count.saturation)
app.add_typer(audit.app, name="audit")
app.command("methods")(audit.methods)
app.command("summary")(summary.summary)
app.command("plot")(plot.plot)
app.command("report")(report.report)
app.command("export")(exchange.export)
app.command("import")(exchange.import_)
app.command("merge")(merge.merge)
app.command("status")(status.status)
app.command("log")(log.log)
app.command("config")(config.config)
app.command("forget")(forget.forget)
