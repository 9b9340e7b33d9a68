"""The real nginx with a file for a server, in a folder and on a port of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def configuration(text: str, folder: Path, port: int, behind: int) -> Path:
    """Return the main file around ``text``, which stays word for word but for ports, certificates and folders."""
    for key in re.findall(r"ssl_certificate_key +/etc/ssl/(\S+)\.key;", text):
        subject = ["-subj", f"/CN={key}", "-days", "2"]
        files = ["-keyout", str(folder / f"{key}.key"), "-out", str(folder / f"{key}.pem")]
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *files]
        subprocess.run(command, check=True, capture_output=True)
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}").replace("/etc/ssl/", f"{folder}/")
    text = re.sub(r"127\.0\.0\.1:808[01]", f"127.0.0.1:{behind}", text)
    text = text.replace("/var/log/nginx/", f"{folder}/")
    temporary = "".join(f"{kind}_temp_path {folder}/tmp-{kind};\n" for kind in TEMPORARY)
    main = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/main.log crit;\nevents {{}}\n"
    (folder / "nginx.conf").write_text(main + f"http {{\n{temporary}{text}\n}}\n")
    return folder / "nginx.conf"


def check(path: Path) -> None:
    """Ask nginx whether it takes the file."""
    assert PROGRAM is not None
    done = subprocess.run([PROGRAM, "-t", "-c", str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
