"""Builds the site, and says where its pages lie."""

import os
import subprocess
import sys

from literate import LANGUAGES


def build(root, target, **environment):
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def path_of(lang, name):
    folder = [] if lang == LANGUAGES[0] else [lang]
    return "/".join([*folder, *([] if name == "index" else [name]), "index.html"])
