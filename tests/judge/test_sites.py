"""Which rows differ, and the sites they make, told all at once as one looks for them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oracles_judge import sites_of
from strategies import aligned_columns
from unspin.judge.ranges import column, hull, placed
from unspin.judge.sites import divided
from unspin.records import Link


@given(aligned_columns(), st.sets(st.integers(0, 3)))
def test_rows_are_divided_as_one_looks_for_sites(drawn, joined):
    a, b, w = drawn
    blank = np.zeros(100, np.uint32)
    seen = placed(w, a, b, blank, blank)
    links = tuple(Link((k,), (k,) if k in joined else (), 1.0) for k in range(4))
    found = divided(w, links, seen.before_a, seen.before_b)
    sites = sites_of(w, joined)
    rows = [r for site in sites for r in site]
    assert found.two_sided.tolist() == [k in joined for k in w.links.tolist()]
    assert found.rows.tolist() == rows
    assert [rows[cut] for cut in found.cuts.tolist()] == [site[0] for site in sites]
    of_row = {r: k for k, site in enumerate(sites) for r in site}
    assert found.site_of_row.tolist() == [of_row.get(r, -1) for r in range(len(w) + 1)]
    replaced = [[r, int(w.a_starts[r]), int(w.b_starts[r])] for r in rows if w.ops[r] == 1]
    assert found.replaced.T.tolist() == replaced
    for held, site in zip(found.sites.T.tolist(), sites, strict=True):
        ranges = site[0], site[-1] + 1
        ours = hull(column(w.a_starts), column(w.a_ends), *ranges)
        theirs = hull(column(w.b_starts), column(w.b_ends), *ranges)
        point_a, point_b = int(seen.before_a[site[0]]), int(seen.before_b[site[0]])
        assert held == [*ranges, *(ours or (point_a,) * 2), *(theirs or (point_b,) * 2)]
