-- The notes that most other notes link to.
SELECT n.label AS page, n.path, count(DISTINCT e.source) AS notes, sum(e.weight)::INTEGER AS mentions
FROM edges e
JOIN nodes n ON n.node = e.target
WHERE e.kind = 'links_to' AND e.source <> e.target AND n.path IS NOT NULL
GROUP BY n.node, n.label, n.path
ORDER BY notes DESC, n.path
