# SPDX-License-Identifier: Apache-2.0
"""What macOS and Windows are told of the program: whose it is, its version, and the files it opens.

Not run yet on either system. Standard library only.
"""

import re
from collections.abc import Mapping

APP_ID = "io.github.companionapp.Companion"
PUBLISHER = "The Companion developers"
DESCRIPTION = "Companion"
BACKUP = f"{APP_ID}.backup"

OLDEST_MACOS = "15.0"
"""What pikepdf's wheels are made for; Qt alone would do with an older one.

They are for Apple silicon alone, as are those of cryptography: there is no app for Intel.
"""


def properties(version: str) -> dict[str, object]:
    """Give what stands in the Info.plist of the .app."""
    return {
        "CFBundleName": "Companion",
        "CFBundleDisplayName": "Companion",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "es"],
        "LSApplicationCategoryType": "public.app-category.medical",
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        # Light and dark are chosen in the program, and follow the system where it is left to it.
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": f"© {PUBLISHER}. Apache-2.0",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Companion backup",
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [BACKUP],
            },
            {
                # macOS reads an ending from the last dot on, so “.companion.json” is JSON to it:
                # Companion is offered for it, and not made what opens every such file.
                "CFBundleTypeName": "Companion diary",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": ["public.json"],
            },
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": BACKUP,
                "UTTypeDescription": "Companion backup",
                "UTTypeConformsTo": ["public.data", "public.archive"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["companion-backup"],
                    "public.mime-type": ["application/x-companion-backup"],
                },
            }
        ],
    }


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """Give a version as Windows has it. "0.2.0rc1" is (0, 2, 0, 0)."""
    numbers = [int(digits) for digits in re.findall(r"(?:^|\.)(\d+)", version)]
    one, two, three, four = (*numbers, 0, 0, 0, 0)[:4]
    return one, two, three, four


def version_strings(version: str, program: str) -> Mapping[str, str]:
    """Give what Windows shows among a program's properties."""
    return {
        "CompanyName": PUBLISHER,
        "FileDescription": DESCRIPTION,
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": f"© {PUBLISHER}. Apache-2.0",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "Companion",
        "ProductVersion": version,
    }
