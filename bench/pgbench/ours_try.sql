SELECT * FROM inventory.try_reserve_inventory(:v, 'main', :units, :ref);
