"""The function that PostGraphile shows as the mutation `createDeliveries`.

It stores the same delivery, event and outbox rows as the other systems. The mutations that PostGraphile makes
of tables store one row each.
"""

from typing import Final

from bench.limit.writes import COLUMNS, CONSTANTS, log_events

_SENT: Final = [name for name in COLUMNS if name != "id"]
_FIXED: Final = {name: value for name, value in CONSTANTS.items() if name != "account_id"}
_ID: Final = """
lpad(to_hex(extract(epoch FROM now())::bigint), 8, '0') || left(replace(gen_random_uuid()::text, '-', ''), 16)
"""
_CHANGES: Final = """
(SELECT jsonb_object_agg(key, jsonb_build_array(NULL, value)) FROM jsonb_each(to_jsonb(made))
 WHERE value NOT IN ('null', '""') AND key NOT IN ('account_id', 'id', 'created_at', 'updated_at'))
"""
_LOG: Final = log_events("created", "new").format(request=0).replace("$0", "'r'")
CREATE_FUNCTION: Final = f"""

CREATE FUNCTION create_deliveries(deliveries public.delivery[]) RETURNS SETOF public.delivery
LANGUAGE sql VOLATILE AS $function$
WITH made AS (
  INSERT INTO delivery ({", ".join(["id", "account_id", *_SENT, *_FIXED])})
  SELECT {", ".join([_ID, "d.account_id", *(f"d.{name}" for name in _SENT), *_FIXED.values()])}
  FROM unnest(deliveries) AS d
  RETURNING *
), new AS (
  SELECT id, {_CHANGES} AS changes, row_number() OVER () AS place FROM made
), {_LOG.replace("$1", "(deliveries[1]).account_id")}
SELECT * FROM made
$function$
"""
