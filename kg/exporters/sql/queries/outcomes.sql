-- What became of each kind of mention under each rule set.
SELECT outcome,
    count(*) FILTER (rules = 'obsidian') AS obsidian, count(*) FILTER (rules = 'quartz') AS quartz,
    count(*) FILTER (rules = 'relative') AS relative, count(*) FILTER (rules = 'folded') AS folded
FROM (
    SELECT 'obsidian' AS rules, outcome_obsidian::VARCHAR AS outcome FROM mentions
    UNION ALL SELECT 'quartz', outcome_quartz::VARCHAR FROM mentions
    UNION ALL SELECT 'relative', outcome_relative::VARCHAR FROM mentions
    UNION ALL SELECT 'folded', outcome_folded::VARCHAR FROM mentions
)
GROUP BY outcome
ORDER BY outcome
