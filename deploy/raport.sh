#!/bin/sh
# The command `raport` on a server, as the service's own user and with its settings: sudo raport doctor
exec runuser -u raport -- sh -c 'set -a; . /etc/raport/environment; exec /opt/raport/.venv/bin/raport "$@"' raport "$@"
