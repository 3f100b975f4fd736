-- The faults by code, with the file that has most of each.
SELECT code, count(*) AS faults, count(DISTINCT path) AS files, mode(path ORDER BY path) AS file
FROM faults
GROUP BY code
ORDER BY faults DESC, code
