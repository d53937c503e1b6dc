-- (c)
SELECT * FROM baseline.reserve_conditional(:v, 'main', :units, :ref);
