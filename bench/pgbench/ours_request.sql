SELECT * FROM inventory.reserve_inventory(:v, 'main', :units, :ref, request_id => :ref);
