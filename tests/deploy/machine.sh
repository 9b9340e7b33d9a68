#!/bin/sh
# A machine for one test: this one, with /etc, /var/lib, /var/backups and /usr/local/sbin of its own that go with the test.
# Called within a mount namespace: machine.sh FOLDER PYTHON... -- COMMAND. PYTHON are the homes of the interpreters, which
# must be open to every user, as an operator makes them.
set -eu
folder=$1
shift
mount --make-rprivate /
mount -t tmpfs none "$folder"
mkdir "$folder/upper" "$folder/work" "$folder/bin"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$folder/upper,workdir=$folder/work" /etc
for path in /var/lib /var/backups /usr/local/sbin; do
    mount -t tmpfs -o mode=755 none "$path"
done
number=0
while [ "$1" != -- ]; do
    number=$((number + 1))
    mkdir "$folder/python-$number"
    mount --bind "$1" "$folder/python-$number"
    eval "home_$number=\$1"
    shift
done
shift
# Hide the home that the interpreters lie in, and put them back where their links lead.
[ "$number" = 0 ] || mount -t tmpfs -o mode=755 none /root
while [ "$number" -gt 0 ]; do
    eval "home=\$home_$number"
    mkdir -p "$home"
    mount --bind "$folder/python-$number" "$home"
    number=$((number - 1))
done
# No systemd runs here: what is asked of it is written down.
printf '#!/bin/sh\necho "systemctl $*" >>%s/asked\n' "$folder" >"$folder/bin/systemctl"
chmod 0755 "$folder" "$folder/bin" "$folder/bin/systemctl"
mkdir -p /var/lib/nginx /var/lib/tor
PATH="$folder/bin:$PATH" exec "$@"
