"""No answer: name, network, connection, proxy, certificate, or a sandbox that is gone."""

from __future__ import annotations

from awsguide.core.errors import Unreachable
from awsguide.explanations.row import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "network-name",
        Unreachable,
        "The name does not resolve",
        "The name {host} could not be looked up.",
        "Either this machine has no network or DNS, or the address contains a typing error.",
        "Open any other web page. If that works, check the address letter by letter.",
    ),
    Explanation(
        "network-dead",
        Unreachable,
        "There is no network",
        "Neither {host} nor AWS's own sign-in service could be reached.",
        "Two different names failed the same way, so it is the connection and not the address.",
        "Check the network, VPN or proxy, then press the button again; nothing was lost.",
    ),
    Explanation(
        "network-connection",
        Unreachable,
        "The connection failed",
        "{host} could not be reached.",
        "The connection was refused or broke off: no network, a firewall, or a VPN that is not connected.",
        "Check the connection, then press the button again; nothing was lost.",
    ),
    Explanation(
        "network-timeout",
        Unreachable,
        "No answer in time",
        "{host} did not answer in time.",
        "The network is slow, or something on the way drops the packets silently.",
        "Try again; if it stays so, ask whether a proxy must be used (HTTPS_PROXY).",
    ),
    Explanation(
        "network-proxy",
        Unreachable,
        "The proxy is in the way",
        "The proxy did not let the request to {host} through.",
        "The address of the proxy is wrong, or it asks for a sign-in of its own.",
        "Check HTTPS_PROXY and NO_PROXY, then restart the kernel so that it reads them.",
        "",
        ("aws/aws-cli#4742",),
    ),
    Explanation(
        "network-tls",
        Unreachable,
        "The certificate is not trusted",
        "The certificate that {host} showed is not one this machine trusts.",
        "On company networks a proxy often opens the encryption with a certificate of its own.",
        "Set AWS_CA_BUNDLE to the file with your company's certificate, then restart the kernel. Never switch the "
        "check off.",
        "",
        ("aws/aws-cli#7602",),
    ),
    Explanation(
        "sandbox-gone",
        Unreachable,
        "The sandbox has stopped",
        "The embedded AWS no longer answers.",
        "Its process was ended while this notebook was open; what was signed in there is gone with it.",
        "Restart the kernel and run the notebook from the top. If this comes again, stop JupyterLab with Ctrl-C in its "
        "terminal and start it anew: it brings a sandbox of its own.",
    ),
)
