"""People, departments, roles, and the record of what organizers did."""

from .audit import AuditEntry
from .card import LoginCard
from .department import Department
from .role import RoleGrant
from .roster import RosterUpload
from .user import User

__all__ = ["AuditEntry", "Department", "LoginCard", "RoleGrant", "RosterUpload", "User"]
