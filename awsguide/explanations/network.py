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
        "The proxy does not answer",
        "The proxy between this machine and {host} could not be reached.",
        "HTTPS_PROXY names a proxy, and nothing answers at its address: it is down, or this machine is outside the "
        "company's network.",
        "Connect to the company's network or VPN, or correct HTTPS_PROXY, then restart the kernel so that it reads it.",
        "",
        ("aws/aws-cli#4742",),
    ),
    Explanation(
        "network-proxy-name",
        Unreachable,
        "The proxy's name is unknown",
        "The name of the proxy {detail}, through which {host} is reached, could not be looked up.",
        "HTTPS_PROXY names it; either it contains a typing error, or the name is known only in the company's network.",
        "Connect to the company's network or VPN, or correct HTTPS_PROXY, then restart the kernel so that it reads it.",
    ),
    Explanation(
        "network-proxy-password",
        Unreachable,
        "The proxy asks for a password",
        "The proxy did not let the request to {host} through: it asks who you are (407).",
        "HTTPS_PROXY names the proxy without a user and a password.",
        "Ask your IT department how programs sign in to the proxy. Where it is a user and a password, they go into the "
        "address (HTTPS_PROXY=http://user:password@proxy:3128); then restart the kernel.",
        "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html",
    ),
    Explanation(
        "network-proxy-password-wrong",
        Unreachable,
        "The proxy does not take the password",
        "The proxy did not let the request to {host} through: it does not take the user and password in HTTPS_PROXY "
        "(407).",
        "They are wrong or have changed, or a character in them ('@', ':', '/', '%', '#') is not percent-encoded.",
        "Correct HTTPS_PROXY, with special characters percent-encoded ('@' is '%40'), then restart the kernel.",
        "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html",
    ),
    Explanation(
        "network-proxy-refused",
        Unreachable,
        "The proxy does not allow this address",
        "The proxy refused to connect to {host} (status {detail}).",
        "403 means that the company's rules do not allow this address; 502 and 503 that the proxy itself could not "
        "reach it.",
        "Ask your IT department to allow {host}; the guide's page 'Safety' lists AWS's hosts for each step.",
    ),
    Explanation(
        "network-tls",
        Unreachable,
        "The certificate is not trusted",
        "The certificate that {host} showed is not one this machine trusts{detail}.",
        "In company networks a proxy often opens the encryption with a certificate of its own.",
        "Ask your IT department for that issuer's certificate as a file and set AWS_CA_BUNDLE to it, then restart the "
        "kernel. Never switch the check off.",
        "",
        ("aws/aws-cli#7602",),
    ),
    Explanation(
        "network-tls-bundle",
        Unreachable,
        "The file with certificates cannot be used",
        "{detail} names a file of trusted certificates that cannot be read, so nothing can be sent to {host}.",
        "The file is not there, may not be read, or holds no certificates in PEM form.",
        "Correct the path, or remove the setting to use the usual certificates; then restart the kernel.",
    ),
    Explanation(
        "network-tls-cut-off",
        Unreachable,
        "The connection was cut off",
        "The connection to {host} was ended while its encryption was being set up.",
        "A firewall that does not allow this address often does that, and so does a proxy that does not speak TLS.",
        "Ask your IT department to allow {host}. A certificate would not help here.",
    ),
    Explanation(
        "network-other-page",
        Unreachable,
        "Somebody else answered",
        "What answered for {host} was not AWS: it sent a page that no service of AWS sends.",
        "A company's proxy, a hotel's sign-in page or a content filter answers in its place.",
        "Open https://{host} in a browser: the page says whose it is. Sign in there, or ask your IT department to "
        "allow {host}; then try again.",
    ),
    Explanation(
        "node-behind-proxy",
        Unreachable,
        "Node.js does not use the proxy",
        "Node.js reached nobody ({detail}).",
        "The AWS SDK for JavaScript does not read HTTPS_PROXY, as the AWS CLI and boto3 do: it tried to reach AWS "
        "directly.",
        "Give the client a requestHandler with a proxy agent, as AWS's page shows; for a proxy's own certificate, set "
        "NODE_EXTRA_CA_CERTS to its file. Or use the CLI or boto3 here.",
        "https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-proxies.html",
    ),
    Explanation(
        "sandbox-gone",
        Unreachable,
        "The sandbox has stopped",
        "The embedded AWS no longer answers.",
        "Its process was ended while this notebook was open; what was signed in there is gone with it.",
        "Restart the kernel, which brings a new sandbox, and run the notebook from the top. If this happens again, the "
        "machine may be short of memory: close notebooks that you do not need.",
    ),
    Explanation(
        "sandbox-silent",
        Unreachable,
        "The sandbox does not answer",
        "The embedded AWS accepted the request and did not answer in time.",
        "Its process is still there but does not answer: it was paused, the computer was asleep, or the machine has "
        "no memory left. The network plays no part, because the sandbox runs on this machine.",
        "Wait a moment and try again. If it stays silent, restart the kernel; in JupyterLab, stop JupyterLab with "
        "Ctrl-C in its terminal and start it again. The sandbox then starts empty, and you sign in again.",
    ),
)
