-- one of the prepared lists of variants; the first of a row of references never used before
\set no random(1, 100)
\set ref random(1, 9223372036854770000)
