#!/bin/sh
# Brings the files beside this one to their places, makes what is missing and starts the service. Run it as root; to run
# it again does no harm, and settings and keys that are there already stay as they are.
set -eu
cd "$(dirname "$0")"

# The user of its own, its folder and the folder of the keys.
id -u raport >/dev/null 2>&1 || useradd --system --home-dir /var/lib/raport --shell /usr/sbin/nologin raport
install -d -o root -g root -m 0755 /etc/raport
install -d -o raport -g raport -m 0700 /var/lib/raport /etc/raport/keys

# The command for the operator, settings and keys.
install -m 0755 raport.sh /usr/local/sbin/raport
[ -e /etc/raport/environment ] || install -o root -g raport -m 0640 environment /etc/raport/environment
[ -e /etc/raport/keys/instance.json ] || sh ./raport.sh vault create

# The units, and the nightly copies where a folder for them was named.
install -m 0644 raport*.service /etc/systemd/system/
if [ -e raport-backup.timer ]; then
    install -m 0644 raport-backup.timer /etc/systemd/system/
    install -d -o raport -g raport -m 0700 /var/backups/raport
    [ -e /etc/raport/keys/operator.pub ] || sh ./raport.sh backup --make-key
fi
systemctl daemon-reload
systemctl enable --now raport.service
[ ! -e raport-backup.timer ] || systemctl enable --now raport-backup.timer

# What stands in front. A file that nginx does not take, since a certificate is missing, must not stop other sites.
if [ -e nginx.conf ]; then
    install -m 0644 nginx.conf /etc/nginx/conf.d/raport.conf
    if nginx -t; then
        systemctl reload nginx
    else
        rm /etc/nginx/conf.d/raport.conf
        echo "nginx does not take the file yet, see above. Put the certificates where it names them and run this again."
    fi
fi
if [ -e torrc ]; then
    grep -q /var/lib/tor/raport-chat /etc/tor/torrc || cat torrc >>/etc/tor/torrc
    systemctl restart tor
    echo "The onion addresses: cat /var/lib/tor/raport-chat/hostname /var/lib/tor/raport-desk/hostname"
fi
echo "The first start trains the model, which takes some minutes: journalctl -fu raport"
