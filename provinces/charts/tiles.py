"""The position of each unit's tile: rows from north to south, columns from west to east.

No boundary is drawn. Neighbouring units touch where a grid allows it, and their relative
directions are right.
"""

from dataclasses import dataclass

_GRID = """
・　　 ・　　 ・　　 ・　　 ・　　 ・　　 黑龙江
・　　 ・　　 ・　　 ・　　 ・　　 ・　　 吉林
・　　 ・　　 ・　　 内蒙古 北京　 辽宁
新疆　 甘肃　 宁夏　 山西　 河北　 天津
・　　 青海　 陕西　 河南　 山东
西藏　 四川　 重庆　 湖北　 安徽　 江苏　 上海
・　　 云南　 贵州　 湖南　 江西　 浙江
・　　 ・　　 广西　 广东　 福建
・　　 ・　　 ・　　 海南
"""


@dataclass(frozen=True)
class Place:
    row: int
    column: int


# Short name → place, in reading order, which is also the order of keyboard focus.
PLACES = {
    name: Place(row, column)
    for row, line in enumerate(_GRID.strip().splitlines(), 1)
    for column, name in enumerate(line.split(), 1)
    if name != "・"
}
