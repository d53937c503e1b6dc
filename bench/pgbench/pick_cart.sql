-- five variants in random order; a reference never used before
\set v1 random(:low, :high)
\set v2 random(:low, :high)
\set v3 random(:low, :high)
\set v4 random(:low, :high)
\set v5 random(:low, :high)
\set ref random(1, 9223372036854775807)
