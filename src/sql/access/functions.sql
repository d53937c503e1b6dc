-- Giving roles access, as the lines beginning '-- access:' say it of each object.

-- access: owner
CREATE OR REPLACE FUNCTION inventory.grant_access(grantee regrole, access text) RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_grant_access' LANGUAGE C;
COMMENT ON FUNCTION inventory.grant_access(regrole, text) IS
'Grants a role access: reader (SELECT and the reading functions), seller (also holding and selling) or manager (also stock and policy). Rights add up: to give less, revoke_access first. Run it as the owner of the extension.
Errors: 22023 unknown access, 22004 NULL.';

-- access: owner
CREATE OR REPLACE FUNCTION inventory.revoke_access(grantee regrole) RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_revoke_access' LANGUAGE C;
COMMENT ON FUNCTION inventory.revoke_access(regrole) IS
'Takes back everything that grant_access gave the role. Run it as the owner of the extension.
Errors: 22004 NULL.';
