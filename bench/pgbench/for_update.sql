-- (d)
SELECT * FROM baseline.reserve_for_update(:v, 'main', :units, :ref);
