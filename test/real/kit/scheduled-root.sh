#!/bin/sh
# Runs as the first process of its own namespaces: builds a root of its own in memory, enters it, and becomes the program that is named.
# What is not put in here is not there: no file of the machine can be changed, no unit or cron line of the machine can be started.
#   scheduled-root.sh ROOT PACKAGE MODULES NODE PROGRAM [ARGUMENT...]
# ROOT an empty folder · PACKAGE what npm would unpack · MODULES its dependencies · NODE one that is new enough
set -eu
root=$1 package=$2 modules=$3 node=$4
shift 4

mount --make-rprivate /
mount -t tmpfs -o mode=755 golive-root "$root"
cd "$root"
mkdir -p usr etc/systemd/system etc/golive dev proc sys run tmp var/lib var/cache var/log var/tmp var/spool/cron/crontabs home root opt old
ln -s ../run var/run
chmod 1777 tmp var/tmp
chmod 700 root
for link in bin sbin lib lib32 lib64 libx32; do
  if [ -h "/$link" ]; then cp -P "/$link" "$link"; elif [ -d "/$link" ]; then mkdir "$link"; mount --bind -o ro "/$link" "$link"; fi
done
mount --bind /usr usr
mount -o remount,bind,ro usr
for kept in pam.d security nsswitch.conf ld.so.cache ld.so.conf ld.so.conf.d passwd group login.defs alternatives localtime hosts; do
  if [ -e "/etc/$kept" ]; then cp -a "/etc/$kept" etc/; fi
done
(umask 077 && : > etc/shadow && : > etc/gshadow)
tr -d - < /proc/sys/kernel/random/uuid > etc/machine-id # without one systemd thinks this is the first start, and enables what it likes

# The package where npm puts it, behind a Node that is too old for it and an npx that brings a newer one, as on many a server.
mount -t tmpfs -o mode=755 golive-local usr/local
mkdir -p usr/local/bin usr/local/lib/node_modules/golive opt/node/bin
mount --bind -o ro "$package" usr/local/lib/node_modules/golive
mount --bind -o ro "$modules" usr/local/lib/node_modules/golive/node_modules
: > opt/node/bin/node
mount --bind -o ro "$node" opt/node/bin/node
ln -s ../lib/node_modules/golive/bin/golive.cjs usr/local/bin/golive
echo "Object.defineProperty(process, 'version', { value: 'v20.0.0' });" > opt/node/old.cjs
printf '#!/bin/sh\nexec /opt/node/bin/node --require /opt/node/old.cjs "$@"\n' > usr/local/bin/node
# npx keeps what it fetched in the home of its user; each fetch leaves a line there.
printf '#!/bin/sh\nset -e\necho fetched >> "$HOME/npx.log"\necho /opt/node/bin/node\n' > usr/local/bin/npx
chmod 755 usr/local/bin/node usr/local/bin/npx

# Of the machine's units only the targets, which start nothing by themselves, and the journal.
units=usr/lib/systemd/system
if [ -d "/$units" ]; then
  mkdir opt/units
  cp -P "/$units"/*.target "/$units/systemd-journald.service" "/$units/systemd-journald.socket" opt/units/
  mkdir opt/units/sysinit.target.wants opt/units/sockets.target.wants
  ln -s ../systemd-journald.service opt/units/sysinit.target.wants/
  ln -s ../systemd-journald.socket opt/units/sockets.target.wants/
  mount --bind -o ro opt/units "$units"
  for generators in usr/lib/systemd/system-generators usr/lib/systemd/system-environment-generators; do
    if [ -d "$generators" ]; then mount -t tmpfs -o ro golive-none "$generators"; fi
  done
  mkdir -p etc/systemd/journald.conf.d
  printf '[Journal]\nReadKMsg=no\nAudit=no\nRuntimeMaxUse=16M\n' > etc/systemd/journald.conf.d/small.conf
fi

mount -t tmpfs -o mode=755,nosuid golive-dev dev
for device in null zero full random urandom tty; do
  : > "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/shm dev/pts dev/mqueue dev/hugepages
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 golive-pts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs -o mode=1777 golive-shm dev/shm
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 golive-run run
mount -t proc proc proc
mount --bind -o ro proc/sys proc/sys
mount -t sysfs sysfs sys
mount -o remount,bind,ro sys
mount -t cgroup2 cgroup2 sys/fs/cgroup

pivot_root . old
umount -l old
rmdir old
if command -v ip > /dev/null; then ip link set lo up; fi
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin container=other "$@"
