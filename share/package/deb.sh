#!/bin/sh
# Makes a Debian package of the tree in build/deb; `make deb` calls it.  The same tree and compiler
# give the same bytes: times are those of share/package/changelog.
# Environment: MAKE, VERSION; DEB_MAINTAINER instead of who signed the changelog.
set -eu
MAKE=${MAKE:-make}
from=share/package
out=build/deb
root=$out/root
doc=$root/usr/share/doc/ortop

for tool in dpkg-deb dpkg-shlibdeps dpkg-parsechangelog; do
	command -v "$tool" >/dev/null 2>&1 || {
		echo "make deb: $tool is not installed (dpkg-dev; make deps WANTED=dpkg-dev)" >&2
		exit 1
	}
done

said()
{
	dpkg-parsechangelog -l "$from/changelog" -S "$1"
}

SOURCE_DATE_EPOCH=$(said Timestamp)
version=$(said Version)
maintainer=${DEB_MAINTAINER:-$(said Maintainer)}
architecture=$(dpkg --print-architecture)
export SOURCE_DATE_EPOCH
umask 022
[ "${version%-*}" = "$VERSION" ] || {
	echo "make deb: $from/changelog is of $version, the Makefile of $VERSION" >&2
	exit 1
}

rm -rf "$out"
"$MAKE" --no-print-directory install PREFIX=/usr DESTDIR="$root" \
	ZSHDIR=/usr/share/zsh/vendor-completions >/dev/null
strip --remove-section=.comment --remove-section=.note "$root/usr/bin/ortop"

# The licence stands in the copyright file.
rm "$doc/LICENSE"
awk -v licence=LICENSE '
	$0 != "@LICENSE@" {print; next}
	{
		while ((getline line <licence) > 0) {
			if (++n <= 4) # its name and whose it is stand above
				continue
			print line == "" ? " ." : " " line
		}
	}' "$from/copyright" >"$doc/copyright"
gzip -9n "$doc/CHANGELOG.md"
mv "$doc/CHANGELOG.md.gz" "$doc/changelog.gz"
gzip -9nc "$from/changelog" >"$doc/changelog.Debian.gz"
for page in "$root"/usr/share/man/man*/*; do
	[ ! -f "$page" ] || gzip -9n "$page"
done

# What the binary is linked to; libcurl, which it loads, stands in the control file.
mkdir -p "$out/source/debian" "$root/DEBIAN"
printf 'Source: ortop\n\nPackage: ortop\nArchitecture: any\n' >"$out/source/debian/control"
depends=$(cd "$out/source" && dpkg-shlibdeps -O -e../root/usr/bin/ortop)
size=$(find "$root/usr" -type f -exec cat {} + | wc -c)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
	-e "s/@MAINTAINER@/$maintainer/" -e "s/@SIZE@/$((size / 1024 + 1))/" \
	-e "s/@DEPENDS@/${depends#*=}/" "$from/control" >"$root/DEBIAN/control"
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=$out/ortop_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
echo "$package"
