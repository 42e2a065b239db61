from . import package
from . import public_pages
