-- The moments that a note cites, with deep links: --value key=note:a.md
SELECT s.path AS note, m.line, m.written, m.label, h.text AS section,
    v.url || CASE WHEN v.url LIKE '%?%' THEN '&t=' || m.seconds || 's' ELSE '#t=' || m.seconds END AS url
FROM moments m
JOIN nodes s ON s.node = m.source
LEFT JOIN nodes v ON v.node = m.target
LEFT JOIN headings h ON h.heading = m.section
WHERE s.key = $key
ORDER BY m.line, m."column"
