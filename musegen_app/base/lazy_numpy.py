"""numpy that is imported when it is first used: for modules whose tables the window reads before its first picture.

`from musegen_app.base.lazy_numpy import np` in place of `import numpy as np`. What was used once is an ordinary
attribute from then on, so that nothing is slower than with the module itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
else:

    class _Numpy:
        """Stands for the module."""

        def __getattr__(self, name: str) -> Any:
            import numpy

            value = getattr(numpy, name)
            setattr(self, name, value)
            return value

    np = _Numpy()

__all__ = ["np"]
