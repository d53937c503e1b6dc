-- variant low; a reference that tells the buyer: which client, and its how manieth call
\set v :low
\set n :n + 1
\set ref :run + :client_id * 1000000 + :n
