"""The sentence for every code that a domain may raise, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .domain.problems import Problem, RuleBroken

_sentences: dict[str, Promise | str] = {}


def register(sentences: Mapping[str, Promise | str]) -> None:
    """Add an app's sentences; a code is registered once."""
    twice = _sentences.keys() & sentences.keys()
    if twice:
        raise ValueError(f"registered twice: {sorted(twice)}")
    _sentences.update(sentences)


def sentence(code: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence of a code, filled with its values; the code itself where none is registered."""
    template = _sentences.get(code)
    return str(template) % dict(values or {}) if template is not None else code


def explain(fault: RuleBroken | Problem) -> str:
    return sentence(fault.code, fault.values)


register(
    {
        "wrong_shape": _("填写的内容有误，请按提示修改。"),
        "method_not_allowed": _("这个地址不支持这种请求。"),
        "not_logged_in": _("请先登录。"),
        "not_allowed": _("您没有进行这项操作的权限。"),
        "not_found": _("没有找到。它可能已被移走，或不对您开放。"),
        "try_again_later": _("系统正忙，请稍后再试。您已保存的内容不受影响。"),
        "unknown_field": _("没有这个字段。"),
        "request_too_big": _("一次最多传%(most)s MB。"),
        "wrong_login": _("工号（手机号）或密码不对。"),
        "locked_out": _("输错次数太多，请15分钟后再试，或请组织者重置密码。"),
    }
)

register(
    {
        "bad_name": _("姓名请填1到%(longest)s个字，不要带尖括号，也不要以 = + - @ 开头。"),
        "bad_username": _("工号请用字母、数字和 . _ - 组成，最多64位，不含空格。"),
        "username_is_phone": _("工号栏里是手机号。请把它填到“手机”栏，没有工号可以空着。"),
        "username_taken": _("工号“%(username)s”已经有人用了。"),
        "bad_phone": _("请填11位手机号，如 13812341234。"),
        "phone_taken": _("这个手机号已经登记过。是您本人就请直接登录；否则请换一个号码，或请组织者核对。"),
        "registered_already": _("这张表已经提交过了。请刷新页面，重新填写。"),
        "weak_password": _("密码请至少8个字符，不要只用数字，也不要和手机号、姓名相近。"),
        "password_too_short": _("密码太短，至少8个字符。"),
        "password_too_common": _("这个密码太常见，容易被猜到。请换一个。"),
        "password_only_digits": _("密码不能只有数字，请加上字母。"),
        "password_too_similar": _("密码和姓名、工号或手机号太像，请换一个。"),
        "same_password": _("这就是现在的密码，请换一个新的。"),
        "person_not_yours": _("这位人员不归您管理，或其权限超出您的管理范围。请联系管理员。"),
        "person_inactive": _("这个账号已停用，请先恢复。"),
        "not_yourself": _("不能停用自己的账号。"),
        "bad_role": _("请选择角色；“组织者”还要选单位，其他角色不选单位。"),
        "role_not_yours_to_give": _("您只能在自己管理的单位内授予或收回“组织者”。其他角色请联系管理员。"),
        "last_administrator": _(
            "这是最后一位能登录的管理员，不能停用，也不能收回角色。请先让另一位成为管理员。"
        ),
        "bad_department_name": _("单位名称请填1到80个字，不含“/”。"),
        "department_name_taken": _("同一上级下已有“%(name)s”。"),
        "department_not_yours": _("这个单位不归您管理。"),
        "department_below_itself": _("不能把单位移到它自己或它的下级下面。"),
        "department_too_deep": _("单位最多分%(deepest)s级。"),
        "department_has_people": _("这个单位及其下级还有%(people)s人在用，请先把人移走或停用。"),
        "cards_nobody": _("请先勾选要印登录卡的人。"),
        "cards_too_many": _("一次最多打印%(most)s张登录卡。"),
        "card_not_for_them": _(
            "登录卡只发给参加答题的人。选中的人里有停用的，或有组织者、审题人、管理员，请去掉后再打印。"
        ),
        "card_unknown": _("没有认出这张卡。请把整个二维码对准，再扫一次。"),
        "card_ended": _("这张卡已经停用，可能换过新卡了。请用新卡，或请组织者再印一张。"),
        "card_expired": _("这张卡过了有效期。请找组织者换一张新的。"),
        "card_closed": _("这个账号现在不能用卡登录。请用密码登录，或找组织者。"),
        "card_not_mine": _("没关系。请把卡还给它的主人，或交给组织者。"),
        "card_wait": _("扫错的次数太多，请15分钟后再试。着急就找组织者。"),
        "slips_too_many": _("一次最多打印%(most)s张登录条。"),
        "file_empty": _("文件是空的。请换一个有内容的文件。"),
        "file_too_big": _("文件超过%(most)s MB。请分成几份，或删去图片后再传。"),
        "file_broken": _("文件打不开，可能没有传完或已损坏。请在 Excel 或 WPS 中打开，另存一份再传。"),
        "file_unpacks_too_big": _("文件解开后太大，没有读取。请只保留名册一张表，另存为新文件再传。"),
        "file_has_password": _("文件有打开密码。请去掉密码后再传。"),
        "table_too_big": _("文件太大，最多 %(most)s MB。"),
        "table_bad_encoding": _("看不懂文件的编码。请另存为“CSV UTF-8”。"),
        "table_unreadable": _("引号不成对，读不下去。请检查这一行的引号。"),
        "file_not_a_table": _("这不是 Excel、WPS 表格或 CSV 文件。请用模板填写，存为 xlsx 再传。"),
        "file_too_many_rows": _("超过%(most)s行。请分成几份导入。"),
        "roster_without_header": _(
            "前%(within)s行里没有找到表头。表头须有“姓名”，以及“工号”或“手机”。可下载模板对照。"
        ),
        "roster_empty": _("表头下面没有人员。"),
        "roster_gone": _("这份名册已经导入、取消或超过一天，请重新上传。"),
        "roster_stuck": _(
            "试了几次都没有导入成，已停下，已导入的不会丢。请重新上传；还是不行，请把文件交给管理员看。"
        ),
        "roster_plan_changed": _("您查看之后人员有了变化，下面是最新的结果，请再看一遍。"),
        "roster_faults_keep_missing": _(
            "还有%(faults)s处问题没有改好，不能停用名册外的人：有问题的那一行可能正是其中一位。"
        ),
        "roster_bad_phone": _("请填11位手机号，如 13812341234；没有的空着。"),
        "roster_no_number": _("工号和手机都空着。请至少填一个。"),
        "roster_repeated": _("与第%(first)s行重复。是同一个人就删去一行，不是就改正。"),
        "roster_number_rounded": _("数字太长，Excel 已把末几位变成0。请把这一列设为“文本”后重新填写。"),
        "roster_cell_changed": _("Excel 把它变成了“%(value)s”。请把这一列设为“文本”后重新填写。"),
        "roster_bad_department": _("部门名称太长，或以 = + - @ 开头。请写成 局机关/办公室 这样。"),
        "roster_bad_age_band": _("没有这个年龄段。请填：%(known)s，或岁数。"),
        "roster_bad_group": _("没有这个人群。请填：%(known)s，或空着。"),
        "roster_outside": _("这个部门不在“%(scope)s”之内。请改部门，或换一个导入范围。"),
        "roster_no_department": _("请填部门。"),
        "roster_not_yours": _("这个工号属于您管理范围之外的人，没有改动。请核对工号。"),
        "roster_row_changed": _("导入时这个工号或手机号刚被别人登记。请重新上传名册。"),
    }
)
