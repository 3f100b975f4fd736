-- The pages whose links are spelled in most ways.
SELECT n.label AS page, count(DISTINCT m.written) AS ways, count(*) AS mentions,
    string_agg(DISTINCT m.written, ' | ' ORDER BY m.written) AS spellings
FROM mentions m
JOIN nodes n ON n.node = m.target
WHERE m.kind IN ('link', 'embed')
GROUP BY n.node, n.label
HAVING ways > 1
ORDER BY ways DESC, mentions DESC, page
