-- The folders: notes, words, links that lead out of each and into each.
WITH place AS (
    SELECT node, words, regexp_extract(path, '^(.*)/', 1) AS folder
    FROM nodes WHERE kind IN ('note', 'index')
), across AS (
    SELECT s.folder AS source, t.folder AS target, e.weight
    FROM edges e JOIN place s ON s.node = e.source JOIN place t ON t.node = e.target
    WHERE e.kind = 'links_to' AND s.folder <> t.folder
), leaving AS (SELECT source AS folder, sum(weight) AS links FROM across GROUP BY source),
entering AS (SELECT target AS folder, sum(weight) AS links FROM across GROUP BY target),
sizes AS (SELECT folder, count(*) AS notes, sum(words)::BIGINT AS words FROM place GROUP BY folder)
SELECT folder, notes, words, coalesce(o.links, 0)::BIGINT AS links_out, coalesce(i.links, 0)::BIGINT AS links_in
FROM sizes LEFT JOIN leaving o USING (folder) LEFT JOIN entering i USING (folder)
ORDER BY notes DESC, folder
