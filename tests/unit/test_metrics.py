"""What is told to Prometheus, and what is said of it."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from chat_app.http.metric_catalogue import CATALOGUE, PREFIX
from chat_app.http.metrics import Metrics, Requests, merged, silent
from chat_app.http.siblings import Siblings
from chat_app.models.buckets import Buckets
from tests.support.servers import ROOT

MONITORING = sorted(
    path for path in (ROOT / "deploy").rglob("*") if path.suffix in {".yml", ".yaml", ".json"}
)
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


def samples(text: str) -> set[str]:
    """Every name that the text has a description or a sample of, as they are asked for."""
    found: set[str] = set()
    for name, kind in re.findall(r"(?m)^# TYPE (\S+) (\S+)$", text):
        found |= {name + suffix for suffix in SUFFIXES[kind]}
    return found


def test_names_are_as_prometheus_wants_them_and_each_says_in_a_sentence_what_it_is() -> None:
    names = [described.name for described in CATALOGUE]
    assert len(set(names)) == len(names)
    for described in CATALOGUE:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", described.name)
        assert described.name.endswith("_total") == (described.kind == "counter"), described.name
        assert not described.name.endswith(("_ms", "_milliseconds", "_percent", "_count", "_sum", "_bucket"))
        assert re.fullmatch(r"[A-Z].{9,}\.|.*value is always 1\.", described.help), described.help
        assert not {"le", "worker", "instance", "job"} & set(described.labels)


def test_the_page_about_metrics_has_each_of_them_as_it_is() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text()
    told = re.findall(r"(?m)^\| `(parley_\w+)` \| (\w+) \| (.*?) \| (.*?) \| .*\|$", page)
    assert told == [
        (
            PREFIX + described.name,
            described.kind,
            ", ".join(f"`{label}`" for label in described.labels),
            described.help,
        )
        for described in CATALOGUE
    ]


@pytest.mark.parametrize("path", MONITORING, ids=lambda path: path.name)
async def test_what_dashboards_and_alerts_ask_for_is_there(path: Path) -> None:
    text = path.read_text()  # noqa: ASYNC240 (nobody waits)
    assert orjson.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    asked = set(re.findall(r"\b(?:parley|process|python)_[a-z_]+\b", text))
    assert asked <= samples(await Metrics(1).text({}))


def test_alerts_and_dashboard_ask_for_something() -> None:
    rules: Any = yaml.safe_load((ROOT / "deploy" / "monitoring" / "alerts.yml").read_text())
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert len({alert["alert"] for alert in alerts}) == len(alerts) > 5
    assert all(alert["expr"] and alert["annotations"]["summary"] for alert in alerts)
    dashboard = orjson.loads((ROOT / "deploy" / "monitoring" / "grafana.json").read_bytes())
    assert all(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])


async def test_numbers_labels_and_histograms_are_told_with_the_worker() -> None:
    lags = Buckets((0.1, 1))
    for late in (0.05, 0.1, 0.5, 7):
        lags.note(late)
    text = await Metrics(3).text(
        {"sockets": 7, "limited_total": {("sends",): 2, ('"\n',): 1}, "loop_lag_seconds": lags}
    )
    lines = text.splitlines()
    assert 'parley_sockets{worker="3"} 7.0' in lines
    assert 'parley_limited_total{limit="sends",worker="3"} 2.0' in lines
    assert 'parley_limited_total{limit="\\"\\n",worker="3"} 1.0' in lines
    buckets = [re.sub(r".* ", "", line) for line in lines if "loop_lag_seconds_bucket" in line]
    assert buckets == ["2.0", "3.0", "4.0"]
    assert 'parley_loop_lag_seconds_sum{worker="3"} 7.65' in lines
    assert not [line for line in lines if not line.startswith("#") and 'worker="3"' not in line]


async def test_a_figure_that_nobody_described_is_not_told() -> None:
    with pytest.raises(LookupError, match="zebras"):
        await Metrics(1).text({"zebras": 1})


async def test_of_several_workers_each_metric_is_described_once_and_has_all_its_samples_together() -> None:
    texts = [await Metrics(1).text({"sockets": 1}), await Metrics(2).text({"sockets": 2}), silent(3)]
    lines = merged(texts).splitlines()
    assert len([line for line in lines if line.startswith("# HELP")]) == texts[0].count("# HELP")
    first = lines.index('parley_sockets{worker="1"} 1.0')
    assert lines[first + 1] == 'parley_sockets{worker="2"} 2.0'
    assert [line for line in lines if line.startswith("parley_worker_up{")] == [
        'parley_worker_up{worker="3"} 0.0'
    ]
    assert samples(merged(texts)) == samples(texts[0])


async def test_a_metric_is_described_also_where_the_first_worker_is_silent() -> None:
    spoken = await Metrics(2).text({"worker_up": 1})
    described = [line for line in spoken.splitlines() if " parley_worker_up" in line]
    told = [line for line in merged([silent(1), spoken]).splitlines() if "parley_worker_up" in line]
    assert len(described) == 2
    assert told == [*described, 'parley_worker_up{worker="1"} 0.0', 'parley_worker_up{worker="2"} 1.0']


def test_methods_that_somebody_made_up_are_one() -> None:
    requests = Requests()
    for method in ("GET", "BREW", "WHEN"):
        requests.begins()
        requests.ends(method, "/me", 200, 0.1)
    assert requests.figures()["http_requests_total"] == {("GET", "/me", "200"): 1, ("other", "/me", "200"): 2}
    assert requests.figures()["http_requests_running"] == 0


async def test_workers_tell_each_other_and_one_that_is_not_there_is_known_to_be_silent(
    tmp_path: Path,
) -> None:
    async def told() -> str:
        return "figures\n" * 50_000

    one, two = Siblings(1, 3, tmp_path), Siblings(2, 3, tmp_path)
    (tmp_path / "2.sock").touch()  # left by one that was killed
    await two.start(told)
    assert await one.ask() == {2: await told(), 3: None}
    successor = Siblings(2, 3, tmp_path)
    await successor.start(told)
    await two.stop()
    assert await one.ask() == {2: await told(), 3: None}
    await successor.stop()
    assert await one.ask() == {2: None, 3: None}
    assert await Siblings().ask() == {}
