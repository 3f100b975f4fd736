-- The missing pages, those most asked for first.
SELECT n.label AS page, count(*) AS mentions, count(DISTINCT m.source) AS notes
FROM mentions m
JOIN nodes n ON n.node = m.target
WHERE n.kind = 'missing'
GROUP BY n.node, n.label
ORDER BY mentions DESC, page
