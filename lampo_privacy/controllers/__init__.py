from . import export
from . import package
from . import public_pages
