from motcua.entitlements.models import Entitlement


def granted_to(subject: str) -> int:
    """How many months of support this subject granted, over all its lines."""
    return Entitlement.objects.filter(subject=subject).count()
