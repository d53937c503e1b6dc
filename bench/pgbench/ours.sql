SELECT * FROM inventory.reserve_inventory(:v, 'main', :units, :ref);
