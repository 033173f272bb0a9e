from portal.dimensions import Choices, register
from tests.third_type.models import Level

register(Choices("level", "层级", Level.choices, lacking="层级"))
