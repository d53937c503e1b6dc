-- a variant from low to high, each as often as the others; a reference never used before
\set v random(:low, :high)
\set ref random(1, 9223372036854775807)
