-- a variant from low to high, some much more often than others; a reference never used before
\set v random_zipfian(:low, :high, 1.1)
\set ref random(1, 9223372036854775807)
