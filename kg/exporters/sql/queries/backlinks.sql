-- Where a node is mentioned, with note and line: --value key=note:a.md
SELECT s.path AS note, m.line, m."column", h.text AS section, m.context, m.raw
FROM mentions m
JOIN nodes t ON t.node = m.target
JOIN nodes s ON s.node = m.source
LEFT JOIN headings h ON h.heading = m.section
WHERE t.key = $key AND m.source <> m.target
ORDER BY note, m.line, m."column"
