-- The tags and how many notes carry each.
SELECT t.label AS tag, count(DISTINCT e.source) AS notes
FROM edges e
JOIN nodes t ON t.node = e.target
WHERE e.kind = 'tagged'
GROUP BY t.node, t.label
ORDER BY notes DESC, tag
