from . import export
from . import papers
from . import package
from . import public_pages
