SELECT * FROM inventory.level_history(:v, 'main');
